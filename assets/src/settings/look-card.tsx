import type { ReactNode } from 'react';
import { languages } from '~/components/languages';
import { Section } from '~/components/section';
import { themeLooks } from '~/components/theme-looks';
import { setTheme, themes, useTheme } from '~/lib/theme';
import { testids } from '~/testids';
import { chooseLocale, locale, locales, m } from '~/words';

interface ChoiceProps {
  value: string;
  isChosen: boolean;
  testid: string;
  lang?: string;
  choose: () => void;
  children: ReactNode;
}

/** A button rather than a radio button: an arrow key alone must not load the page anew. */
function Choice({ value, isChosen, testid, lang, choose, children }: ChoiceProps) {
  return (
    <button
      type="button"
      className="chip aria-pressed:border-accent! aria-pressed:bg-accent-soft aria-pressed:text-accent!"
      aria-pressed={isChosen}
      lang={lang}
      data-testid={testid}
      data-value={value}
      onClick={choose}
    >
      {children}
    </button>
  );
}

function Choices({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div role="group" aria-label={label}>
      <p className="mb-1.5 text-sm font-semibold" aria-hidden="true">
        {label}
      </p>
      <div className="flex flex-wrap gap-2">{children}</div>
    </div>
  );
}

/** The same as in the menu of the header, where whoever looks for it in the settings finds it. */
export function LookCard() {
  const theme = useTheme();
  return (
    <Section title={m.settings_look()} lead={m.settings_look_lead()}>
      <div className="grid gap-5">
        <Choices label={m.settings_language()}>
          {locales.map((code) => (
            <Choice
              key={code}
              value={code}
              isChosen={code === locale}
              testid={testids.settingsLanguage}
              lang={code}
              choose={() => chooseLocale(code)}
            >
              {languages[code]}
            </Choice>
          ))}
        </Choices>
        <Choices label={m.settings_theme()}>
          {themes.map((value) => {
            const { icon: Icon, label } = themeLooks[value];
            return (
              <Choice
                key={value}
                value={value}
                isChosen={value === theme}
                testid={testids.settingsTheme}
                choose={() => setTheme(value)}
              >
                <Icon className="size-4" aria-hidden="true" />
                {label()}
              </Choice>
            );
          })}
        </Choices>
      </div>
    </Section>
  );
}
