// Running and past jobs; one opened shows its stages and its log.

import { Drawer, Loader, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type JobSummary } from '../api/client';
import { isOver } from '../live/jobs';
import { useJobs, useNameOf } from '../live/hooks';
import { keys } from '../live/keys';
import { ago } from './format';
import { Icon, type IconName } from './icons';
import { endTitle, jobName, kindText, stageText } from './jobWords';
import { JobProgress } from './JobProgress';
import { Trouble } from './Message';
import { UpdateFailed } from './UpdateEnd';

const icons: Record<string, IconName> = { queued: 'clock', done: 'check', failed: 'cross', cancelled: 'stop' };

function Mark({ state }: { state: string }) {
  const { t } = useTranslation();
  return (
    <span className={`mark ${state}`}>
      {state === 'running' ? <Loader size={16} aria-hidden="true" /> : <Icon name={icons[state] ?? 'clock'} size={16} />}
      <span className="unseen">{t(`job_state.${state}`, { defaultValue: state })}</span>
    </span>
  );
}

function Details({ job }: { job: JobSummary }) {
  const { t } = useTranslation();
  const full = useQuery({ queryKey: keys.job(job.id), queryFn: () => api.job(job.id), refetchInterval: isOver(job) ? false : 2000 });
  const log = full.data?.log ?? [];
  return (
    <div className="job-details">
      <ol className="stages">
        {job.stages.map((stage, at) => (
          <li key={at}><Mark state={stage.state} />{stageText(t, job, stage)}</li>
        ))}
      </ol>
      {job.error && <Trouble problem={job.error}>{['update', 'rollback', 'edit'].includes(job.kind) && <UpdateFailed job={job} />}</Trouble>}
      {log.length > 0 && <pre className="log small" role="group" tabIndex={0} aria-label={t('jobs.log')}>{log.join('\n')}</pre>}
      {full.data && log.length === 0 && <p className="dim">{t('jobs.no_log')}</p>}
    </div>
  );
}

function Row({ job }: { job: JobSummary }) {
  const { t, i18n } = useTranslation();
  const nameOf = useNameOf();
  const [open, setOpen] = useState(!isOver(job));
  return (
    <li className="job" data-job-row={job.id}>
      <UnstyledButton className="job-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Mark state={job.state} />
        <span className="job-name"><strong>{jobName(t, job, nameOf)}</strong> {job.state === 'done' ? endTitle(t, job) : kindText(t, job)}{(job.state === 'failed' || job.state === 'cancelled') && `: ${t(`job_state.${job.state}`)}`}</span>
        <span className="dim">{ago(job.finished_at ?? job.created_at, i18n.language)}</span>
      </UnstyledButton>
      {!isOver(job) && <JobProgress job={job} />}
      {open && <Details job={job} />}
    </li>
  );
}

export default function JobsDrawer({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const jobs = useJobs();
  const [shown, setShown] = useState(30);
  return (
    <Drawer.Root opened={opened} onClose={onClose} position="right" size="md">
      <Drawer.Overlay />
      <Drawer.Content>
        <div className="dialog-head"><Drawer.Title>{t('jobs.title')}</Drawer.Title><Drawer.CloseButton aria-label={t('close')} /></div>
        <Drawer.Body>
          {jobs.length === 0 && <p className="dim">{t('jobs.none')}</p>}
          <ul className="jobs">{jobs.slice(0, shown).map((job) => <Row key={job.id} job={job} />)}</ul>
          {jobs.length > shown && <UnstyledButton className="more" onClick={() => setShown(shown + 50)}>{t('jobs.more')}</UnstyledButton>}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
