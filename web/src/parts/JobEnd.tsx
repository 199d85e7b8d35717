// How a job ended, at the place of what it worked on, until its owner closes it.

import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { JobSummary } from '../api/client';
import { jobKey } from '../live/jobs';
import { troubles, useTroubles } from '../live/troubles';
import { shortId } from './format';
import { Message, Trouble } from './Message';

interface Change { service: string; from: string; to: string }
const changes = (job: JobSummary) => ((job.result as { services?: Change[] } | null)?.services ?? []);

export function endTitle(t: TFunction, job: JobSummary): string {
  if (job.state === 'cancelled') return t('ended.cancelled', { kind: t(`kind.${job.kind}`, { defaultValue: job.kind }) });
  if (job.state === 'failed') return t(`ended.failed.${job.kind}`, { defaultValue: t('ended.failed.other') });
  if (job.kind === 'update' && changes(job).length === 0) return t('ended.done.nothing');
  return t(`ended.done.${job.kind}`, { defaultValue: t('ended.done.other') });
}

/** Nothing while the job runs, and nothing once it was closed. */
export function JobEnd({ job }: { job: JobSummary | undefined }) {
  const { t } = useTranslation();
  const { closed } = useTroubles();
  if (!job || (job.state !== 'done' && job.state !== 'failed' && job.state !== 'cancelled') || closed.includes(jobKey(job))) return null;
  const close = () => troubles.close(jobKey(job));
  if (job.state !== 'done') {
    return <Trouble title={endTitle(t, job)} problem={job.error ?? { key: 'unknown', detail: '', hint: '' }} onClose={close} />;
  }
  // A success is news for a while only; a failure stays.
  if (Date.now() - Date.parse(job.finished_at ?? job.created_at) > 600_000) return null;
  const list = changes(job);
  return (
    <Message kind="good" title={endTitle(t, job)} onClose={close}>
      {list.length > 0 && (
        <ul className="changes">
          {list.map((each) => <li key={each.service}>{each.service}: <code>{shortId(each.from)}</code> → <code>{shortId(each.to)}</code></li>)}
        </ul>
      )}
    </Message>
  );
}
