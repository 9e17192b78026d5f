/** The renderer's side of the contract. Components use these two functions and never `window.lockstep` itself. */
import type {
  EventName,
  EventPayload,
  LockstepBridge,
  Problem,
  RequestName,
  RequestParams,
  RequestResult,
} from '../../shared/contract/ipc.ts';

declare global {
  interface Window {
    readonly lockstep: LockstepBridge;
  }
}

/** A request that main answered with a problem. `problem` is meant for the user. */
export class RequestError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'RequestError';
    this.problem = problem;
  }
}

/**
 * Ask main.
 * @throws {RequestError} with the problem main answered with
 */
export async function call<K extends RequestName>(name: K, params: RequestParams<K>): Promise<RequestResult<K>> {
  const result = await window.lockstep.request(name, params);
  if (result.ok) return result.value;
  throw new RequestError(result.problem);
}

/** Listen to main. Returns the function that stops listening. */
export function listen<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): () => void {
  return window.lockstep.on(name, listener);
}

/** The problem behind anything thrown, for showing. */
export function problemOf(error: unknown): Problem {
  if (error instanceof RequestError) return error.problem;
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}
