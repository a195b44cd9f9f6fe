import { Label, Radio, RadioGroup, type RadioGroupProps } from 'react-aria-components/RadioGroup';
import './choice.css';

interface Option {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
  readonly lang?: string;
}

/** One answer of a few, all of them in sight. */
export function Choice({
  label,
  options,
  ...rest
}: { readonly label: string; readonly options: readonly Option[] } & Omit<RadioGroupProps, 'children' | 'className'>) {
  return (
    <RadioGroup {...rest} className="choice">
      <Label className="field-label">{label}</Label>
      <div className="choice-options">
        {options.map((option) => (
          <Radio key={option.value} value={option.value} className="choice-option">
            <span className="choice-dot" aria-hidden="true" />
            <span className="stack-none" lang={option.lang}>
              <span>{option.label}</span>
              {option.hint && <span className="quiet small">{option.hint}</span>}
            </span>
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
