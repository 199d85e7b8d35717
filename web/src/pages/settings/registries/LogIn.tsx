// Logging in to a registry: it is asked at once whether it takes the login.

import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router-dom';
import { asProblem, type Problem } from '../../../api/client';
import { outsideApi, type Registry } from '../../../api/outside';
import { Trouble } from '../../../parts/Message';
import { Saved } from '../../../parts/Saved';

export function LogIn({ tell }: { tell: (list: Registry[]) => void }) {
  const { t } = useTranslation();
  const [query] = useSearchParams();
  const [typed, setTyped] = useState({ registry: query.get('host') ?? '', username: '', password: '' });
  const [state, setState] = useState<'typing' | 'sending' | 'saved'>('typing');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [missing, setMissing] = useState<string[]>([]);
  const field = (name: keyof typeof typed) => ({
    label: t(`registries.field.${name}`), value: typed[name], withAsterisk: true, autoCapitalize: 'none', spellCheck: false,
    error: missing.includes(name) && t('form.wrong.required'),
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => { setTyped({ ...typed, [name]: event.currentTarget.value }); setMissing(missing.filter((each) => each !== name)); setState('typing'); },
  });
  const submit = async () => {
    const empty = Object.entries(typed).filter(([, value]) => value.trim() === '').map(([name]) => name);
    setMissing(empty);
    setProblem(null);
    if (empty.length > 0) return;
    setState('sending');
    try {
      tell(await outsideApi.logIn(typed.registry.trim(), typed.username.trim(), typed.password));
      setTyped({ registry: '', username: '', password: '' });
      setState('saved');
    } catch (error) {
      setProblem(asProblem(error));
      setState('typing');
    }
  };
  return (
    <section className="panel" aria-labelledby="log-in">
      <h2 id="log-in">{t('registries.log_in')}</h2>
      <form className="form" noValidate onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <TextInput {...field('registry')} placeholder="docker.io" autoComplete="off" />
        <TextInput {...field('username')} autoComplete="off" />
        <PasswordInput {...field('password')} description={t('registries.token')} autoComplete="new-password" visibilityToggleButtonProps={{ 'aria-label': t('form.show_password') }} />
        {problem && <Trouble problem={problem} onClose={() => setProblem(null)} />}
        <div className="actions"><Button type="submit" loading={state === 'sending'}>{t('registries.submit')}</Button><Saved shown={state === 'saved'} /></div>
      </form>
    </section>
  );
}
