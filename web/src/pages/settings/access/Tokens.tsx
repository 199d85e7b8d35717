// Tokens for programs: each for what it needs, shown once.

import { Button, Checkbox, MultiSelect, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accessApi, type Scope, type Token } from '../../../api/access';
import { asProblem } from '../../../api/client';
import { useApps } from '../../../live/hooks';
import { keys } from '../../../live/keys';
import { live } from '../../../live/live';
import { useMe } from '../../../live/me';
import { ago, dateTime } from '../../../parts/format';
import { Icon } from '../../../parts/icons';
import { Message, Trouble } from '../../../parts/Message';
import { useSend } from '../../../parts/useSend';

const scopes: Scope[] = ['read', 'operate', 'install', 'admin'];
const lives = ['30', '90', '365', ''] as const;
const readAgain = () => { void live.client.invalidateQueries({ queryKey: keys.tokens }); };

function TokenEntry({ token }: { token: Token }) {
  const { t, i18n } = useTranslation();
  const { sending, problem, send, forget } = useSend();
  const revoke = async () => {
    await send(() => accessApi.revokeToken(token.id));
    readAgain();
  };
  return (
    <li className="entry" data-token={token.name}>
      <span className="entry-icon"><Icon name="key" /></span>
      <div className="entry-words">
        <p><strong>{token.name}</strong></p>
        <p className="dim">{token.scopes.map((each) => t(`scope.${each}`)).join(', ')} · {token.apps ? token.apps.join(', ') : t('jobs.all_apps')}</p>
        <p className="dim">{token.expires_at ? t('tokens.until', { time: dateTime(token.expires_at, i18n.language) }) : t('tokens.forever')} · {token.used_at ? t('tokens.used', { ago: ago(token.used_at, i18n.language) }) : t('tokens.unused')}</p>
        {problem && <Trouble problem={problem} onClose={forget} />}
        <div className="actions"><Button variant="default" size="sm" loading={sending} onClick={() => void revoke()}>{t('tokens.revoke')}<span className="unseen"> {token.name}</span></Button></div>
      </div>
    </li>
  );
}

function MakeToken({ onMade, onCancel }: { onMade: (text: string) => void; onCancel: () => void }) {
  const { t } = useTranslation();
  const apps = useApps().data ?? [];
  const [typed, setTyped] = useState<{ name: string; scopes: Scope[]; apps: string[]; days: string }>({ name: '', scopes: ['read'], apps: [], days: '90' });
  const { sending, problem, send, forget } = useSend();
  const submit = async () => {
    const limited = typed.scopes.includes('admin') ? [] : typed.apps;
    const made = await send(() => accessApi.makeToken({
      name: typed.name.trim(), scopes: typed.scopes, ...(limited.length > 0 ? { apps: limited } : {}), ...(typed.days === '' ? {} : { days: Number(typed.days) }),
    }));
    if (made) { readAgain(); onMade(made.token); }
  };
  return (
    <form className="form" onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      <TextInput label={t('tokens.name')} value={typed.name} withAsterisk description={t('tokens.name_text')} autoComplete="off" maxLength={60} onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })} />
      <Checkbox.Group label={t('tokens.scopes')} value={typed.scopes} onChange={(value) => setTyped({ ...typed, scopes: value as Scope[] })}>
        <div className="radios">{scopes.map((each) => <Checkbox key={each} value={each} label={t(`scope.${each}`)} description={t(`scope_text.${each}`)} />)}</div>
      </Checkbox.Group>
      {!typed.scopes.includes('admin') && <MultiSelect label={t('tokens.apps')} description={t('tokens.apps_text')} data={apps.map((each) => ({ value: each.name, label: each.display_name }))} value={typed.apps} onChange={(value) => setTyped({ ...typed, apps: value })} />}
      <Select label={t('tokens.life')} allowDeselect={false} value={typed.days} data={lives.map((value) => ({ value, label: value === '' ? t('tokens.forever') : t('tokens.days', { count: Number(value) }) }))} onChange={(value) => setTyped({ ...typed, days: value ?? '' })} />
      {problem && <Trouble problem={problem} onClose={forget} />}
      <div className="actions"><Button type="submit" loading={sending} disabled={typed.name.trim() === '' || typed.scopes.length === 0}>{t('tokens.submit')}</Button><Button variant="default" onClick={onCancel}>{t('cancel')}</Button></div>
    </form>
  );
}

export function TokensSection() {
  const { t } = useTranslation();
  const me = useMe();
  const tokens = useQuery({ queryKey: keys.tokens, queryFn: accessApi.tokens, staleTime: 0, retry: 0 });
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState('');
  if (me && !me.owner) return null;
  return (
    <section className="panel" aria-labelledby="tokens">
      <h2 id="tokens">{t('tokens.title')}</h2>
      <p className="dim panel-text">{t('tokens.text')}</p>
      {tokens.error && <Trouble problem={asProblem(tokens.error)} />}
      <ul className="entries">{tokens.data?.map((each) => <TokenEntry key={each.id} token={each} />)}</ul>
      {made !== '' && <Message kind="good" title={t('tokens.made')} onClose={() => setMade('')}><p>{t('tokens.once')}</p><p><code className="secret" data-key="token">{made}</code></p></Message>}
      {making ? <MakeToken onMade={(text) => { setMade(text); setMaking(false); }} onCancel={() => setMaking(false)} />
        : <div className="actions"><Button variant="default" leftSection={<Icon name="key" size={16} />} onClick={() => { setMaking(true); setMade(''); }} data-key="make-token">{t('tokens.make')}</Button></div>}
    </section>
  );
}
