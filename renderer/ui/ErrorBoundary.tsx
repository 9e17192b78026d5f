import { TriangleAlert } from 'lucide-react';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from './Button.tsx';
import { CopyButton } from './CopyButton.tsx';
import { EmptyState } from './EmptyState.tsx';

interface ErrorBoundaryProps {
  /** What is inside, in words: "The graph". */
  readonly what: string;
  readonly children: ReactNode;
  /** When it changes, the children are tried again. */
  readonly resetKey?: string;
}

interface Failure {
  readonly error: Error;
  readonly stack: string;
}

/** Keeps a mistake of ours inside one pane: says what failed, lets the details be copied, and tries again. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly failure: Failure | undefined }> {
  override state: { readonly failure: Failure | undefined } = { failure: undefined };

  static getDerivedStateFromError(error: unknown) {
    const known = error instanceof Error ? error : new Error(String(error));
    return { failure: { error: known, stack: known.stack ?? '' } };
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    this.setState({ failure: { error, stack: `${error.stack ?? error.message}\n${info.componentStack ?? ''}` } });
  }

  override componentDidUpdate(before: ErrorBoundaryProps) {
    if (before.resetKey !== this.props.resetKey && this.state.failure !== undefined) this.reset();
  }

  private readonly reset = () => this.setState({ failure: undefined });

  override render() {
    const { failure } = this.state;
    if (failure === undefined) return this.props.children;
    return (
      <EmptyState
        icon={<TriangleAlert aria-hidden />}
        title={`${this.props.what} could not be drawn`}
        actions={
          <>
            <Button onPress={this.reset}>Try again</Button>
            <CopyButton label="Copy details" text={failure.stack} />
          </>
        }
      >
        This is a mistake in Lockstep, not in your log. {failure.error.message}
      </EmptyState>
    );
  }
}
