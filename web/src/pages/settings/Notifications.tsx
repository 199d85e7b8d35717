// Who is told what, away from the page.

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../api/client';
import { outsideApi } from '../../api/outside';
import { keys } from '../../live/keys';
import { Icon } from '../../parts/icons';
import { Message, Trouble } from '../../parts/Message';
import { AddTarget } from './notifications/AddTarget';
import { TargetCard } from './notifications/TargetCard';

export function Notifications() {
  const { t } = useTranslation();
  const told = useQuery({ queryKey: keys.targets, queryFn: outsideApi.targets, staleTime: 0, retry: 0 });
  const [adding, setAdding] = useState(false);
  const [added, setAdded] = useState('');
  if (told.error) return <Trouble problem={asProblem(told.error)} actions={<Button variant="default" onClick={() => void told.refetch()}>{t('try_again')}</Button>} />;
  if (!told.data) return null;
  const { targets, events } = told.data;
  return (
    <>
      <section className="panel" aria-labelledby="targets">
        <h2 id="targets">{t('notify.title')}</h2>
        <p className="dim panel-text">{t('notify.text')}</p>
        {targets.length === 0 && <p>{t('notify.none')}</p>}
        <ul className="entries">{targets.map((each) => <TargetCard key={each.id} target={each} events={events} />)}</ul>
        {added !== '' && targets.some((each) => each.id === added) && <Message kind="good" onClose={() => setAdded('')}><p>{t('notify.added')}</p></Message>}
        {!adding && <div className="actions"><Button variant={targets.length === 0 ? 'filled' : 'default'} leftSection={<Icon name="bell" size={16} />} onClick={() => { setAdding(true); setAdded(''); }} data-key="add-target">{t('notify.add')}</Button></div>}
      </section>
      {adding && <AddTarget events={events} onDone={(id) => { setAdding(false); setAdded(id); }} />}
    </>
  );
}
