// Before anything else: who is there. And, once in the life of a server: who its owner is.

import { Button, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { accessApi } from '../api/access';
import { loginNeed, pageAfter } from '../live/loginNeed';
import { startAgain } from '../live/me';
import { Trouble } from '../parts/Message';
import { Password } from '../parts/Password';
import { useSend } from '../parts/useSend';

function Door({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => { document.title = `${title} · Furtka`; }, [title]);
  return (
    <main className="door" id="main">
      <img src="/furtka.svg" alt="" width="72" height="72" />
      <h1>{title}</h1>
      {children}
    </main>
  );
}

function useEnter() {
  const go = useNavigate();
  const [query] = useSearchParams();
  return () => {
    startAgain();
    void go(pageAfter(query.get('next')), { replace: true });
  };
}

export function LoginPage() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState({ username: '', password: '', code: '' });
  const [second, setSecond] = useState(false);
  const { sending, problem, send, forget } = useSend();
  const code = useRef<HTMLInputElement>(null);
  const enter = useEnter();
  useEffect(() => { if (second) code.current?.focus(); }, [second]);
  const submit = async () => {
    const who = await send(async () => {
      try {
        return await accessApi.logIn(typed.username.trim(), typed.password, second ? typed.code.trim() : '');
      } catch (error) {
        if ((error as { key?: string }).key !== 'second_factor_needed') throw error;
        setSecond(true);
        return null;
      }
    });
    if (who) enter();
  };
  return (
    <Door title={t('login.title')}>
      <form className="panel form" onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        {second ? (
          <>
            <p>{t('login.second_text')}</p>
            <TextInput ref={code} label={t('login.code')} value={typed.code} withAsterisk inputMode="numeric" autoComplete="one-time-code" autoCapitalize="none" spellCheck={false} onChange={(event) => setTyped({ ...typed, code: event.currentTarget.value })} />
          </>
        ) : (
          <>
            <TextInput label={t('login.username')} value={typed.username} withAsterisk autoComplete="username" autoCapitalize="none" spellCheck={false} onChange={(event) => setTyped({ ...typed, username: event.currentTarget.value })} />
            <Password label={t('login.password')} value={typed.password} current onChange={(password) => setTyped({ ...typed, password })} />
          </>
        )}
        {problem && <Trouble problem={problem} onClose={forget} />}
        <div className="actions">
          <Button type="submit" loading={sending} disabled={second ? typed.code.trim() === '' : typed.username.trim() === '' || typed.password === ''}>{t('login.submit')}</Button>
          {second && <Button variant="default" onClick={() => { setSecond(false); setTyped({ ...typed, password: '', code: '' }); forget(); }}>{t('login.back')}</Button>}
        </div>
      </form>
    </Door>
  );
}

export function SetupPage() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState({ code: '', username: '', password: '', again: '' });
  const { sending, problem, send, forget } = useSend();
  const enter = useEnter();
  const go = useNavigate();
  const differs = typed.again !== '' && typed.again !== typed.password;
  const submit = async () => {
    if (await send(() => accessApi.setUp(typed.code.trim(), typed.username.trim(), typed.password))) enter();
  };
  const field = (name: 'code' | 'username') => ({
    value: typed[name], withAsterisk: true, autoCapitalize: 'none', spellCheck: false, onChange: (event: React.ChangeEvent<HTMLInputElement>) => setTyped({ ...typed, [name]: event.currentTarget.value }),
  });
  return (
    <Door title={t('setup.title')}>
      <form className="panel form" onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <p>{t('setup.text')}</p>
        <TextInput {...field('code')} label={t('setup.code')} description={<>{t('setup.code_text')} <code>furtka setup-code</code></>} placeholder="ABCDE-FGHJK" autoComplete="off" />
        <TextInput {...field('username')} label={t('login.username')} description={t('setup.username_text')} autoComplete="username" />
        <Password label={t('login.password')} value={typed.password} description={t('setup.password_text')} onChange={(password) => setTyped({ ...typed, password })} />
        <Password label={t('setup.again')} value={typed.again} onChange={(again) => setTyped({ ...typed, again })} />
        {differs && <p className="reason" role="status">{t('setup.differs')}</p>}
        {problem && <Trouble problem={problem} onClose={forget} />}
        <div className="actions">
          <Button type="submit" loading={sending} disabled={typed.code.trim() === '' || typed.username.trim() === '' || typed.password === '' || typed.password !== typed.again}>{t('setup.submit')}</Button>
          {loginNeed.now() === 'none' && <Button variant="default" onClick={() => void go('/')}>{t('setup.later')}</Button>}
        </div>
      </form>
    </Door>
  );
}
