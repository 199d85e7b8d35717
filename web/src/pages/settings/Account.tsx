// One's own login: password, second factor, and where one is logged in.

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router-dom';
import { accessApi, type LoginSession } from '../../api/access';
import { asProblem } from '../../api/client';
import { keys } from '../../live/keys';
import { live } from '../../live/live';
import { startAgain, useMe } from '../../live/me';
import { ago } from '../../parts/format';
import { Icon } from '../../parts/icons';
import { Trouble } from '../../parts/Message';
import { OwnerCard } from '../../parts/OwnerCard';
import { Password } from '../../parts/Password';
import { Saved } from '../../parts/Saved';
import { useSend } from '../../parts/useSend';
import { SecondFactor } from './account/SecondFactor';

function ChangePassword() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState({ current: '', password: '' });
  const [saved, setSaved] = useState(false);
  const { sending, problem, send, forget } = useSend();
  const submit = async () => {
    setSaved(false);
    if (!await send(() => accessApi.changePassword(typed.current, typed.password))) return;
    setTyped({ current: '', password: '' });
    setSaved(true);
    live.connectAgain(); // the stream of the session before has ended
    void live.client.invalidateQueries({ queryKey: keys.sessions });
  };
  return (
    <section className="panel" aria-labelledby="password">
      <h2 id="password">{t('account.password')}</h2>
      <p className="dim panel-text">{t('account.password_text')}</p>
      <form className="form" onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Password label={t('account.current')} value={typed.current} current onChange={(current) => { setSaved(false); setTyped({ ...typed, current }); }} />
        <Password label={t('account.new')} value={typed.password} description={t('setup.password_text')} onChange={(password) => { setSaved(false); setTyped({ ...typed, password }); }} />
        {problem && <Trouble problem={problem} onClose={forget} />}
        <div className="actions"><Button type="submit" loading={sending} disabled={typed.current === '' || typed.password === ''}>{t('account.change')}</Button><Saved shown={saved} /></div>
      </form>
    </section>
  );
}

function Session({ session }: { session: LoginSession }) {
  const { t, i18n } = useTranslation();
  const { sending, problem, send, forget } = useSend();
  const end = async () => {
    await send(() => accessApi.endOwnSession(session.id));
    void live.client.invalidateQueries({ queryKey: keys.sessions });
  };
  return (
    <li className="entry" data-session={session.id}>
      <span className="entry-icon"><Icon name="globe" /></span>
      <div className="entry-words">
        <p><strong>{session.current ? t('sessions.this') : session.address}</strong></p>
        <p className="dim">{session.agent}</p>
        <p className="dim">{t('sessions.since', { since: ago(session.created_at, i18n.language), seen: ago(session.seen_at, i18n.language) })}{session.current && ` · ${session.address}`}</p>
        {problem && <Trouble problem={problem} onClose={forget} />}
        {!session.current && <div className="actions"><Button variant="default" size="sm" loading={sending} onClick={() => void end()}>{t('sessions.end')}<span className="unseen"> {session.address}</span></Button></div>}
      </div>
    </li>
  );
}

function Sessions() {
  const { t } = useTranslation();
  const go = useNavigate();
  const list = useQuery({ queryKey: keys.sessions, queryFn: accessApi.ownSessions, staleTime: 0 });
  const { sending, problem, send, forget } = useSend();
  const signOut = async () => {
    if (!await send(accessApi.logOut)) return;
    live.close();
    startAgain();
    void go('/', { replace: true });
  };
  const endOthers = async () => {
    await send(accessApi.endOtherSessions);
    void live.client.invalidateQueries({ queryKey: keys.sessions });
  };
  return (
    <section className="panel" aria-labelledby="sessions">
      <h2 id="sessions">{t('sessions.title')}</h2>
      {list.error && <Trouble problem={asProblem(list.error)} />}
      <ul className="entries">{list.data?.map((each) => <Session key={each.id} session={each} />)}</ul>
      {problem && <Trouble problem={problem} onClose={forget} />}
      <div className="actions">
        <Button variant="default" loading={sending} onClick={() => void signOut()} data-key="sign-out">{t('sessions.sign_out')}</Button>
        {(list.data?.length ?? 0) > 1 && <Button variant="default" loading={sending} onClick={() => void endOthers()}>{t('sessions.end_others')}</Button>}
      </div>
    </section>
  );
}

export function Account() {
  const { t } = useTranslation();
  const me = useMe();
  if (!me) return null;
  if (me.kind !== 'session') return <><OwnerCard /><p className="dim">{t('account.none')}</p></>;
  return (
    <>
      <p className="panel-text">{t('account.who', { user: me.username, role: t(`role.${me.role}`) })}</p>
      <ChangePassword />
      <SecondFactor on={me.second_factor} left={me.recovery_codes_left ?? 0} />
      <Sessions />
    </>
  );
}
