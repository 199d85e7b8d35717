// The form for someone who is to be told. A refusal of the server is shown at the field it names.

import { Button, SegmentedControl } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, type Problem } from '../../../api/client';
import { outsideApi, type NotifyKind } from '../../../api/outside';
import { keys } from '../../../live/keys';
import { Trouble } from '../../../parts/Message';
import { problemLine } from '../../../parts/serverWords';
import { emptyTarget, fieldsOf, targetRequest, wrongTarget, type TargetField } from '../../../parts/notify';
import { EventsField } from './EventsField';
import { TargetFields } from './TargetFields';

const kinds: NotifyKind[] = ['ntfy', 'webhook', 'mail'];

/** `onDone` is told the id of the one that was added; empty: it was left. */
export function AddTarget({ events, onDone }: { events: string[]; onDone: (id: string) => void }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const [typed, setTyped] = useState(() => emptyTarget(events));
  const [errors, setErrors] = useState<Partial<Record<TargetField, string>>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, setSending] = useState(false);
  const change = (more: Partial<typeof typed>) => {
    setTyped({ ...typed, ...more });
    setErrors(Object.fromEntries(Object.entries(errors).filter(([field]) => !(field in more))));
  };
  const show = (found: Partial<Record<TargetField, string>>) => {
    setErrors(found);
    const first = fieldsOf(typed.kind).find((field) => found[field]);
    if (first) document.getElementById(`t-${first}`)?.focus();
  };
  const submit = async () => {
    setProblem(null);
    const wrong = wrongTarget(typed);
    show(Object.fromEntries(Object.entries(wrong).map(([field, key]) => [field, t(`notify.wrong.${key}`)])));
    if (Object.keys(wrong).length > 0) return;
    setSending(true);
    try {
      const { id } = await outsideApi.addTarget(targetRequest(typed, events));
      await client.invalidateQueries({ queryKey: keys.targets });
      onDone(id);
    } catch (error) {
      const refusal = asProblem(error);
      const field = fieldsOf(typed.kind).find((each) => each === refusal.more.member);
      if (field) show({ [field]: problemLine(i18n, refusal) });
      else setProblem(refusal);
      setSending(false);
    }
  };
  return (
    <section className="panel" aria-labelledby="add-target">
      <h2 id="add-target">{t('notify.add')}</h2>
      <form className="form" noValidate onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <div>
          <p className="label" id="t-kind">{t('notify.how')}</p>
          <SegmentedControl aria-labelledby="t-kind" value={typed.kind} onChange={(kind) => { setErrors({}); setTyped({ ...typed, kind: kind as NotifyKind }); }} data={kinds.map((value) => ({ value, label: t(`notify.kind.${value}`) }))} />
          <p className="dim">{t(`notify.kind_text.${typed.kind}`)}</p>
        </div>
        <TargetFields typed={typed} errors={errors} onChange={change} />
        <EventsField known={events} chosen={typed.events} error={errors.events} onChange={(chosen) => change({ events: chosen })} />
        {problem && <Trouble problem={problem} onClose={() => setProblem(null)} />}
        <div className="actions">
          <Button type="submit" loading={sending}>{t('notify.submit')}</Button>
          <Button variant="default" onClick={() => onDone('')}>{t('cancel')}</Button>
        </div>
      </form>
    </section>
  );
}
