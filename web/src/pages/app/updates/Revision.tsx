// A newer revision of the app's catalog: what becomes of each file, conflicts for the owner to decide, and the button that takes it.

import { Button, Checkbox, SegmentedControl } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { asProblem, type App, type Problem } from '../../../api/client';
import { updatesApi, type Revision, type Whose } from '../../../api/updates';
import { useStart } from '../../../live/actions';
import { useRunningJob } from '../../../live/hooks';
import { keys } from '../../../live/keys';
import { useMay } from '../../../live/me';
import { Icon } from '../../../parts/icons';
import { Trouble } from '../../../parts/Message';
import { patiently } from '../../../parts/patiently';
import { PermissionList } from '../../../parts/Permissions';

const Markdown = lazy(() => patiently(() => import('../../../parts/Markdown')));

interface Item { what: string; label: string; fate: Revision['files'][number]['fate']; diff: string | null }

const itemsOf = (plan: Revision, keyLabel: (key: string) => string): Item[] => [
  ...plan.files.map(({ path, fate, diff }) => ({ what: path, label: path, fate, diff })),
  ...plan.keys.map(({ key, fate }) => ({ what: `.env:${key}`, label: keyLabel(key), fate, diff: null })),
];

const borders = /^(<{7}|\|{7}|={7}|>{7})/;

/** Of a unified difference or of a conflict, which has both versions between borders. */
function lineClass(line: string, unified: boolean) {
  if (!unified) return borders.test(line) ? 'border' : undefined;
  return line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : line.startsWith('@@') ? 'border' : undefined;
}

function Diff({ text }: { text: string }) {
  const unified = text.startsWith('--- a/');
  return <pre className="log small diff" tabIndex={0}>{text.replace(/\n$/, '').split('\n').map((line, at) => <span key={at} className={lineClass(line, unified)}>{line}{'\n'}</span>)}</pre>;
}

function Fate({ item, taken, onTake }: { item: Item; taken: Whose | undefined; onTake: (whose: Whose) => void }) {
  const { t } = useTranslation();
  return (
    <li data-file={item.what} data-fate={item.fate} className={item.fate === 'conflict' && !taken ? 'amber' : undefined}>
      <p><strong>{item.label}</strong> <span className={item.fate === 'conflict' && !taken ? 'reason' : 'dim'}>{t(`revision.fate.${item.fate}`)}</span></p>
      {item.fate === 'conflict' && (
        <SegmentedControl size="sm" aria-label={t('revision.whose', { what: item.label })} value={taken ?? ''} onChange={(value) => { if (value !== '') onTake(value as Whose); }}
          data={[...(taken ? [] : [{ value: '', label: t('revision.choose') }]), { value: 'mine', label: t('revision.mine') }, { value: 'theirs', label: t('revision.theirs') }]} />
      )}
      {item.diff && <details><summary>{t('revision.show')}<span className="unseen"> {item.label}</span></summary><Diff text={item.diff} /></details>}
    </li>
  );
}

export function RevisionSection({ app }: { app: App }) {
  const { t } = useTranslation();
  const may = useMay();
  const busy = useRunningJob(app.name) !== undefined;
  const { working, start } = useStart(app.name);
  const [take, setTake] = useState<Record<string, Whose>>({});
  const [agreed, setAgreed] = useState(false);
  const asked = useQuery({
    queryKey: [...keys.updates(app.name), 'revision', take], queryFn: () => updatesApi.revision(app.name, take), enabled: may.install && !busy, staleTime: 0, retry: 0, placeholderData: keepPreviousData,
  });
  const problem = asked.error ? asProblem(asked.error) : null;
  if (problem && problem.key !== 'revision_no_catalog') return <section className="panel"><Trouble problem={problem} /></section>;
  const plan = asked.data;
  if (!may.install || problem || !plan?.available) return null;
  const wants = plan.permissions.length > 0;
  const ready = plan.conflicts === 0 && !plan.problem && (!wants || agreed);
  return (
    <section className="panel" aria-labelledby="revision" data-revision={plan.to}>
      <h2 id="revision">{plan.from === plan.to ? t('revision.same', { to: plan.to }) : t('revision.title', { from: plan.from, to: plan.to })}</h2>
      <p className="dim panel-text">{t('revision.from', { catalog: plan.catalog })}</p>
      {plan.release_notes !== '' && <Suspense><Markdown text={plan.release_notes} /></Suspense>}
      <h3>{t('revision.files')}</h3>
      <ul className="findings revised">
        {itemsOf(plan, (key) => t('revision.key', { key })).map((item) => (
          <Fate key={item.what} item={item} taken={take[item.what]} onTake={(whose) => setTake({ ...take, [item.what]: whose })} />
        ))}
      </ul>
      {plan.conflicts > 0 && <p className="reason" role="status">{t('revision.open', { count: plan.conflicts })}</p>}
      {plan.problem && <Trouble problem={plan.problem as unknown as Problem} actions={<Button component={Link} to={`/store/${app.name}`} variant="default">{t('revision.again')}</Button>} />}
      {wants && <><p>{t('revision.asks')}</p><PermissionList permissions={plan.permissions} /></>}
      {wants && <Checkbox className="agree" checked={agreed} onChange={(event) => setAgreed(event.currentTarget.checked)} label={t('revision.accept')} />}
      <p className="dim">{t('revision.text')}</p>
      <div className="actions">
        <Button data-key="revise" leftSection={<Icon name="up" size={16} />} loading={working === 'revise'} disabled={busy || !ready || asked.isFetching}
          onClick={() => void start('revise', () => updatesApi.revise(app.name, take, plan.permissions.map((each) => each.id)))}>{t('revision.take')}</Button>
      </div>
    </section>
  );
}
