import { useId } from 'react';
import { Icon } from './Icon.tsx';
import './pick.css';

/** One of many: the browser's own list, because phones and screen readers do it best. */
export function Pick({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <span className="pick">
      <label htmlFor={id} className="small quiet">
        {label}
      </label>
      <span className="pick-box">
        <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <Icon name="down" size={18} />
      </span>
    </span>
  );
}
