import type { ReactNode } from 'react';
import { SwitchButton, SwitchField } from 'react-aria-components';
import './Choice.css';

interface SwitchProps {
  readonly children: ReactNode;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
}

/** On or off, at once. */
export function Switch({ children, isSelected, onChange }: SwitchProps) {
  return (
    <SwitchField isSelected={isSelected} onChange={onChange}>
      <SwitchButton className="switch">
        <span className="switch-track" aria-hidden />
        {children}
      </SwitchButton>
    </SwitchField>
  );
}
