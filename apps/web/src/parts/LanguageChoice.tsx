import { useLingui } from '@lingui/react/macro';
import { device } from '../client/device.ts';
import { LOCALES, type Locale, speak } from '../client/locale.ts';
import './language-choice.css';

/** The languages side by side, each in its own name. */
export function LanguageChoice() {
  const { i18n, t } = useLingui();
  const choose = (locale: Locale) => {
    device.keepSettings({ locale });
    void speak(locale);
  };
  return (
    <div className="languages" role="group" aria-label={t`Language`}>
      {Object.entries(LOCALES).map(([locale, name]) => (
        <button
          key={locale}
          type="button"
          lang={locale}
          className="language"
          aria-pressed={i18n.locale === locale}
          onClick={() => choose(locale as Locale)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
