// A running job at the place of what it works on: stage, bar, bytes, time left, cancel.

import { Button, Progress } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type JobSummary } from '../api/client';
import { useRatio, useSecondsLeft } from '../live/hooks';
import { useMay } from '../live/me';
import { bytes, duration } from './format';
import { isRound, kindText, stageText } from './jobWords';

export function JobProgress({ job, compact = false }: { job: JobSummary; compact?: boolean }) {
  const { t, i18n } = useTranslation();
  const stage = stageText(t, job, job.stages.at(-1));
  const ratio = useRatio(job);
  const left = useSecondsLeft(job);
  const { operate } = useMay();
  const [cancelling, setCancelling] = useState(false);
  const { bytes_done: done, bytes_total: total } = job.progress;
  const pulling = total > 0 && ['pull', 'copy_images', 'copy_data', 'bring_images', 'bring_data'].includes(job.stages.at(-1)?.name ?? '');
  const percent = ratio === null || !pulling ? null : Math.round(ratio * 100);
  const cancel = () => {
    setCancelling(true);
    api.cancel(job.id).catch(() => setCancelling(false));
  };
  return (
    <div className="progress" data-job={job.id}>
      <div className="progress-words">
        <span role="status">{compact ? stage : `${kindText(t, job)}: ${stage}`}</span>
        {percent !== null && <span className="dim">{percent} %</span>}
      </div>
      <Progress.Root size="md" radius="xl">
        <Progress.Section value={percent ?? 100} animated={percent === null} striped={percent === null} aria-label={stage}
          aria-valuenow={percent ?? undefined} />
      </Progress.Root>
      {!compact && (
        <div className="progress-words">
          <span className="dim">
            {pulling && t('job.bytes', { done: bytes(done, i18n.language), total: bytes(total, i18n.language) })}
            {pulling && left !== null && ` · ${t('job.left', { time: duration(left) })}`}
          </span>
          {operate && (job.kind === 'install' || job.kind === 'move_in' || job.kind === 'export' || job.kind === 'update' || isRound(job)) && (
            <Button size="compact-sm" variant="default" loading={cancelling} onClick={cancel}>{t('cancel')}</Button>
          )}
        </div>
      )}
    </div>
  );
}
