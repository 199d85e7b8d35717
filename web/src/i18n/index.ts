// English and German; only the language in use is loaded. The server speaks English: what its sentences say in another
// language is in `server.<language>.json`, by their keys.

import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { patiently } from '../parts/patiently';

export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;

const storageKey = 'furtka.language';
const load: Record<Language, { page: () => Promise<{ default: object }>; server?: () => Promise<{ default: object }> }> = {
  en: { page: () => import('./en.json') },
  de: { page: () => import('./de.json'), server: () => import('./server.de.json') },
};

/** What was chosen; otherwise the first language of the browser that is known; otherwise English. */
export function preferredLanguage(chosen: string | null, wanted: readonly string[]): Language {
  const known = [chosen ?? '', ...wanted].map((each) => each.slice(0, 2).toLowerCase()).find((each) => each in languages);
  return (known ?? 'en') as Language;
}

const stored = () => { try { return localStorage.getItem(storageKey); } catch { return null; } };

async function use(language: Language) {
  const { page: words, server: sentences } = load[language];
  const [page, server] = await Promise.all([patiently(words), sentences && patiently(sentences)]);
  i18next.addResourceBundle(language, 'translation', page.default);
  if (server) i18next.addResourceBundle(language, 'server', server.default);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function startLanguage() {
  await i18next.use(initReactI18next).init({ resources: {}, fallbackLng: false, interpolation: { escapeValue: false }, returnNull: false, showSupportNotice: false });
  await use(preferredLanguage(stored(), navigator.languages));
}

export async function chooseLanguage(language: Language) {
  try { localStorage.setItem(storageKey, language); } catch { /* private mode: until the page is closed */ }
  await use(language);
}
