// What the owner can do with an app of their own in the store: change its text, forget it.

import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router-dom';
import { ownApi } from '../../api/own';
import { keys } from '../../live/keys';
import { Confirm } from '../../parts/Confirm';
import { Trouble } from '../../parts/Message';
import { useSend } from '../../parts/useSend';

export function OwnActions({ name, title, installed }: { name: string; title: string; installed: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [asked, setAsked] = useState(false);
  const { sending, problem, send, forget } = useSend();
  const drop = async () => {
    const left = await send(() => ownApi.forget(name));
    setAsked(false);
    if (!left) return;
    await client.invalidateQueries({ queryKey: keys.available });
    void navigate('/store');
  };
  return (
    <section className="panel" aria-labelledby="own">
      <h2 id="own">{t('own.yours')}</h2>
      <p className="dim panel-text">{t(installed ? 'own.yours_installed' : 'own.yours_text')}</p>
      {problem && <Trouble problem={problem} onClose={forget} />}
      <div className="actions">
        <Button component={Link} to={`/store/${name}/change`} variant="default">{t('own.change_text')}</Button>
        {!installed && <Button variant="default" onClick={() => setAsked(true)}>{t('own.forget')}</Button>}
      </div>
      <Confirm opened={asked} title={t('own.forget_title', { app: title })} yes={t('own.forget')} danger working={sending} onYes={() => void drop()} onClose={() => setAsked(false)}>
        <p>{t('own.forget_text')}</p>
      </Confirm>
    </section>
  );
}
