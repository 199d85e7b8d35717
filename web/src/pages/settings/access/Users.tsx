// The people who may log in.

import { Button, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accessApi, type Role, type User } from '../../../api/access';
import { asProblem } from '../../../api/client';
import { keys } from '../../../live/keys';
import { live } from '../../../live/live';
import { useMe } from '../../../live/me';
import { Confirm } from '../../../parts/Confirm';
import { Icon } from '../../../parts/icons';
import { Trouble } from '../../../parts/Message';
import { OwnerCard } from '../../../parts/OwnerCard';
import { Password } from '../../../parts/Password';
import { useSend } from '../../../parts/useSend';

const roles: Role[] = ['viewer', 'operator', 'owner'];
const readAgain = () => { void live.client.invalidateQueries({ queryKey: keys.users }); };

function RoleField({ value, label, onChange }: { value: Role; label: string; onChange: (role: Role) => void }) {
  const { t } = useTranslation();
  return <Select label={label} value={value} allowDeselect={false} description={t(`role_text.${value}`)} data={roles.map((each) => ({ value: each, label: t(`role.${each}`) }))} onChange={(role) => { if (role) onChange(role as Role); }} />;
}

function UserEntry({ user, own }: { user: User; own: boolean }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const [role, setRole] = useState<Role | null>(null);
  const { sending, problem, send, forget } = useSend();
  const change = async (call: () => Promise<unknown>) => {
    await send(call);
    setAsked(false);
    setRole(null);
    readAgain();
  };
  return (
    <li className="entry" data-user={user.username}>
      <span className="entry-icon"><Icon name="person" /></span>
      <div className="entry-words">
        <p><strong>{user.username}</strong>{own && <span className="dim"> {t('users.you')}</span>}</p>
        <p className="dim">{t(`role.${user.role}`)} · {user.second_factor ? t('users.factor_on') : t('users.factor_off')}{user.sessions > 0 && ` · ${t('users.sessions', { count: user.sessions })}`}</p>
        {role !== null && <RoleField label={t('users.role')} value={role} onChange={setRole} />}
        {problem && <Trouble problem={problem} onClose={forget} />}
        {!own && (
          <div className="actions">
            {role === null ? <Button variant="default" size="sm" onClick={() => setRole(user.role)}>{t('users.change_role')}<span className="unseen"> {user.username}</span></Button>
              : <><Button size="sm" loading={sending} onClick={() => void change(() => accessApi.changeUser(user.username, { role }))}>{t('save')}</Button><Button size="sm" variant="default" onClick={() => setRole(null)}>{t('cancel')}</Button></>}
            {user.second_factor && <Button variant="default" size="sm" loading={sending} onClick={() => void change(() => accessApi.changeUser(user.username, { second_factor: 'off' }))}>{t('users.drop_factor')}<span className="unseen"> {user.username}</span></Button>}
            <Button variant="default" size="sm" onClick={() => setAsked(true)}>{t('users.remove')}<span className="unseen"> {user.username}</span></Button>
          </div>
        )}
      </div>
      <Confirm opened={asked} title={t('users.remove_title', { user: user.username })} yes={t('users.remove')} danger working={sending} onClose={() => setAsked(false)} onYes={() => void change(() => accessApi.removeUser(user.username))}>
        <p>{t('users.remove_text')}</p>
      </Confirm>
    </li>
  );
}

function AddUser({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<{ username: string; role: Role; password: string }>({ username: '', role: 'viewer', password: '' });
  const { sending, problem, send, forget } = useSend();
  const submit = async () => {
    if (!await send(() => accessApi.addUser(typed.username.trim(), typed.role, typed.password))) return;
    readAgain();
    onDone();
  };
  return (
    <form className="form" onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      <TextInput label={t('login.username')} value={typed.username} withAsterisk description={t('setup.username_text')} autoComplete="off" autoCapitalize="none" spellCheck={false} onChange={(event) => setTyped({ ...typed, username: event.currentTarget.value })} />
      <RoleField label={t('users.role')} value={typed.role} onChange={(role) => setTyped({ ...typed, role })} />
      <Password label={t('login.password')} value={typed.password} description={t('setup.password_text')} onChange={(password) => setTyped({ ...typed, password })} />
      {problem && <Trouble problem={problem} onClose={forget} />}
      <div className="actions"><Button type="submit" loading={sending} disabled={typed.username.trim() === '' || typed.password === ''}>{t('users.submit')}</Button><Button variant="default" onClick={onDone}>{t('cancel')}</Button></div>
    </form>
  );
}

export function UsersSection() {
  const { t } = useTranslation();
  const me = useMe();
  const users = useQuery({ queryKey: keys.users, queryFn: accessApi.users, staleTime: 0, retry: 0 });
  const [adding, setAdding] = useState(false);
  if (me && !me.owner) return <OwnerCard />;
  return (
    <section className="panel" aria-labelledby="users">
      <h2 id="users">{t('users.title')}</h2>
      {users.error && <Trouble problem={asProblem(users.error)} />}
      <ul className="entries">{users.data?.map((each) => <UserEntry key={each.username} user={each} own={each.username === me?.username} />)}</ul>
      {adding ? <AddUser onDone={() => setAdding(false)} /> : <div className="actions"><Button variant="default" leftSection={<Icon name="person" size={16} />} onClick={() => setAdding(true)} data-key="add-user">{t('users.add')}</Button></div>}
    </section>
  );
}
