// What became of an update or of going back: what was seen before it was called done, or what failed and its last lines.

import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router-dom';
import type { JobSummary } from '../api/client';
import { measured, shortId } from './format';
import { changes, updateEnd, wasTakenBack } from './jobWords';
import { LogTail } from './LogTail';

/** The server's own words for what was seen (`web: healthy`) are names and figures more than sentences. */
export function Proof({ proof }: { proof: string[] }) {
  const { t } = useTranslation();
  if (proof.length === 0) return null;
  return (
    <div className="proof">
      <p>{t('proof.title')}</p>
      <ul>{proof.map((each) => <li key={each}>{each}</li>)}</ul>
    </div>
  );
}

export function UpdateDone({ job }: { job: JobSummary }) {
  const { t, i18n } = useTranslation();
  const { proof = [], downtime_seconds: downtime } = updateEnd(job);
  return (
    <>
      <ul className="changes">
        {changes(job).map((each) => <li key={each.service}>{each.service}: <code>{shortId(each.from)}</code> → <code>{shortId(each.to)}</code></li>)}
      </ul>
      <Proof proof={proof} />
      {typeof downtime === 'number' && <p className="dim">{t('proof.downtime', { time: measured(downtime, i18n.language) })}</p>}
    </>
  );
}

interface Failure { cause?: string; service?: string; exit_code?: number | string; log?: string; downtime_seconds?: number | string }

/** Whether it is told in the page's own words what the version failed of. */
export function useKnownCause(job: JobSummary | undefined) {
  const { i18n } = useTranslation();
  const cause = (job?.error as Failure | null | undefined)?.cause;
  return job !== undefined && wasTakenBack(job) && cause !== undefined && i18n.exists(`cause.${cause}`);
}

/** Nothing when the failure is of another kind than a version that is not well. */
export function UpdateFailed({ job }: { job: JobSummary }) {
  const { t, i18n } = useTranslation();
  const { pathname } = useLocation();
  const more = `/apps/${job.app}/updates`;
  const { cause, service = '', exit_code, log = '', downtime_seconds } = (job.error ?? {}) as Failure;
  const known = cause !== undefined && i18n.exists(`cause.${cause}`);
  const downtime = Number(downtime_seconds);
  if (!known && log === '' && !wasTakenBack(job)) return null;
  return (
    <>
      {known && <p>{t(`cause.${cause}`, { service: service || job.app })}{exit_code !== undefined && ` ${t('cause_code', { code: exit_code })}`}</p>}
      {wasTakenBack(job) && <p><strong>{t('taken_back.runs')}</strong>{downtime > 0 && ` ${t('proof.downtime', { time: measured(downtime, i18n.language) })}`}</p>}
      {log !== '' && <LogTail text={log} title={t('taken_back.log')} />}
      {pathname !== more && <p><Link to={more}>{t('taken_back.more')}</Link></p>}
    </>
  );
}
