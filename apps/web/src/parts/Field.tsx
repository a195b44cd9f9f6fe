import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { FieldError, Input, Label, Text, TextField, type TextFieldProps } from 'react-aria-components/TextField';
import { IconButton } from './Button.tsx';
import './field.css';

interface FieldProps extends Omit<TextFieldProps, 'children' | 'className'> {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with it, in words; shown and announced. */
  readonly error?: string | undefined;
  readonly mono?: boolean;
  readonly autoCapitalize?: string;
}

/** One line of text with its label above, a hint below, and the error in words. */
export function Field({ label, hint, error, mono, autoCapitalize, ...rest }: FieldProps) {
  return (
    <TextField {...rest} isInvalid={Boolean(error)} className="field">
      <Label className="field-label">{label}</Label>
      <Input className={`field-input${mono ? ' field-mono' : ''}`} autoCapitalize={autoCapitalize} />
      {hint && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </TextField>
  );
}

/** A passphrase, hidden until the person asks to see it. */
export function PassphraseField({ label, hint, error, shown = false, ...rest }: FieldProps & { readonly shown?: boolean }) {
  const { t } = useLingui();
  const [isShown, setShown] = useState(shown);
  return (
    <TextField {...rest} type={isShown ? 'text' : 'password'} isInvalid={Boolean(error)} className="field">
      <Label className="field-label">{label}</Label>
      <div className="field-with">
        <Input className="field-input" spellCheck={false} autoCapitalize="none" autoCorrect="off" />
        <IconButton icon="eye" name={isShown ? t`Hide the passphrase` : t`Show the passphrase`} onPress={() => setShown(!isShown)} />
      </div>
      {hint && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </TextField>
  );
}
