// One who is told: where, of what, and whether the last attempt arrived.

import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '../../../api/client';
import { outsideApi, type NotifyTarget } from '../../../api/outside';
import { keys } from '../../../live/keys';
import { Confirm } from '../../../parts/Confirm';
import { ago } from '../../../parts/format';
import { Icon, type IconName } from '../../../parts/icons';
import { Message, OwnWords, Trouble, useWords } from '../../../parts/Message';

const icons: Record<NotifyTarget['kind'], IconName> = { ntfy: 'bell', webhook: 'globe', mail: 'mail' };
type Failure = { key: string; detail: string; hint: string } | null;

function Failed({ failure }: { failure: NonNullable<Failure> }) {
  const { text, hint, own } = useWords()(failure);
  return <><p className="reason">{text}{hint && <span className="hint"> {hint}</span>}</p><OwnWords text={own} /></>;
}

export function TargetCard({ target, events }: { target: NotifyTarget; events: string[] }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const [working, setWorking] = useState<'test' | 'remove' | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [arrived, setArrived] = useState(false);
  const [asked, setAsked] = useState(false);
  const act = async (what: 'test' | 'remove', send: () => Promise<unknown>) => {
    setWorking(what);
    setProblem(null);
    setArrived(false);
    try {
      await send();
      setArrived(what === 'test');
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setWorking(null);
      setAsked(false);
      void client.invalidateQueries({ queryKey: keys.targets });
    }
  };
  const failure = target.error as Failure;
  const all = target.events.length === 0 || events.every((each) => target.events.includes(each));
  return (
    <li className="entry" data-target={target.id}>
      <span className="entry-icon"><Icon name={icons[target.kind]} /></span>
      <div className="entry-words">
        <p><strong>{target.name}</strong> <span className="dim">{t(`notify.kind.${target.kind}`)}</span></p>
        {target.address !== target.name && <p className="dim">{target.address}</p>}
        <p className="dim">{all ? t('notify.all_events') : target.events.map((each) => t(`notify.event.${each}`, { defaultValue: each })).join(', ')}</p>
        {target.sent_at && <p className="dim">{t('notify.sent', { ago: ago(target.sent_at, i18n.language) })}</p>}
        {failure && !problem && <Failed failure={failure} />}
        {arrived && <Message kind="good" onClose={() => setArrived(false)}><p>{t('notify.test_sent')}</p></Message>}
        {problem && <Trouble problem={problem} onClose={() => setProblem(null)} />}
        <div className="actions">
          <Button variant="default" size="sm" loading={working === 'test'} onClick={() => void act('test', () => outsideApi.testTarget(target.id))}>{t('notify.test')}<span className="unseen"> {target.name}</span></Button>
          <Button variant="default" size="sm" leftSection={<Icon name="trash" size={16} />} onClick={() => setAsked(true)}>{t('notify.remove')}<span className="unseen"> {target.name}</span></Button>
        </div>
      </div>
      <Confirm opened={asked} title={t('notify.remove_title', { name: target.name })} yes={t('notify.remove')} danger working={working === 'remove'} onClose={() => setAsked(false)} onYes={() => void act('remove', () => outsideApi.removeTarget(target.id))}>
        <p>{t('notify.remove_text')}</p>
      </Confirm>
    </li>
  );
}
