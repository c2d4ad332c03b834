import { createInstance, type i18n, type Resource } from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './en.json';
import zh from './zh-CN.json';

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

const STORED = 'kaochang.language';

/** What there is, and what came before it. */
let texts: i18n | undefined;
const early: [app: string, own: Record<Language, object>][] = [];

/**
 * The texts of one client: its own namespace first, what both share after it.
 * Both languages ride in the bundle, so switching needs no network.
 */
export function createTexts(app: string, own: Record<Language, object>): i18n {
  const resources: Resource = {
    'zh-CN': { [app]: own['zh-CN'], shared: zh },
    en: { [app]: own.en, shared: en },
  };
  const made = createInstance();
  void made.use(initReactI18next).init({
    resources,
    lng: chooseLanguage(stored(), navigator.languages),
    fallbackLng: 'zh-CN',
    ns: [app, 'shared'],
    defaultNS: app,
    fallbackNS: 'shared',
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  document.documentElement.lang = made.language;
  made.on('languageChanged', (language) => {
    document.documentElement.lang = language;
    keep(language);
  });
  texts = made;
  for (const one of early.splice(0)) addTexts(...one);
  return made;
}

/**
 * Adds the texts of a screen whose code comes later, so that the first screen of all need
 * not carry them. A folder `texts` beside the screen's code calls this when it is loaded.
 */
export function addTexts(app: string, own: Record<Language, object>): void {
  if (texts === undefined) early.push([app, own]);
  else for (const language of languages) texts.addResourceBundle(language, app, own[language], true, false);
}

/** The language chosen before, else the first of the browser's that we speak, else Chinese. */
export function chooseLanguage(before: string | null, wanted: readonly string[]): Language {
  if (before === 'zh-CN' || before === 'en') return before;
  for (const tag of wanted) {
    if (tag.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (tag.toLowerCase().startsWith('en')) return 'en';
  }
  return 'zh-CN';
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null; // storage may be switched off; the choice then lasts for the page
  }
}

function keep(language: string): void {
  try {
    localStorage.setItem(STORED, language);
  } catch {
    // as above
  }
}
