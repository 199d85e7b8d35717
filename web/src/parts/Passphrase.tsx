// A new passphrase, typed twice; whether it will do is known before it is sent.

import { useTranslation } from 'react-i18next';
import { Password } from './Password';

export interface NewPassphrase { first: string; second: string }
export const noPassphrase: NewPassphrase = { first: '', second: '' };
const shortest = 8;

/** What is wrong with it; null: it may be sent. */
export const wrongPassphrase = ({ first, second }: NewPassphrase): 'short' | 'differs' | null => {
  if (new TextEncoder().encode(first).length < shortest) return 'short';
  return first === second ? null : 'differs';
};

export function PassphraseFields({ typed, onChange }: { typed: NewPassphrase; onChange: (typed: NewPassphrase) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Password label={t('move.passphrase')} description={t('move.passphrase_text')} value={typed.first} onChange={(first) => onChange({ ...typed, first })} />
      <Password label={t('move.passphrase_again')} value={typed.second} onChange={(second) => onChange({ ...typed, second })} />
    </>
  );
}
