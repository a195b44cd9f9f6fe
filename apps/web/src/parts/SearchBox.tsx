import { useLingui } from '@lingui/react/macro';
import { Input, Label, SearchField } from 'react-aria-components/SearchField';
import { Button } from 'react-aria-components/Button';
import { Icon } from './Icon.tsx';
import './search-box.css';

/** A large search line that answers while one types. */
export function SearchBox({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useLingui();
  return (
    <SearchField className="search-box" value={value} onChange={onChange} autoFocus>
      <Label className="visually-hidden">{label}</Label>
      <Icon name="search" />
      <Input className="search-input" placeholder={label} autoComplete="off" spellCheck={false} />
      <Button className="search-clear" aria-label={t`Clear the search`}>
        <Icon name="close" size={20} />
      </Button>
    </SearchField>
  );
}
