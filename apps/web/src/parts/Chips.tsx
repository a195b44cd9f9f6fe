import { ToggleButton } from 'react-aria-components/ToggleButton';
import './chips.css';

interface ChipsProps<Value extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** A filter: one of several words is on. */
export function Chips<Value extends string>({ label, options, value, onChange }: ChipsProps<Value>) {
  return (
    <div className="chips no-print" role="group" aria-label={label}>
      {options.map((option) => (
        <ToggleButton key={option.value} className="chip" isSelected={option.value === value} onChange={() => onChange(option.value)}>
          {option.label}
        </ToggleButton>
      ))}
    </div>
  );
}
