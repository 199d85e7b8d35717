// A short word when a job ends while the page is open. Failures also stay at their place: this is not the only one that tells.

import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '../live/keys';
import { live } from '../live/live';
import type { AppList, AvailableApp } from '../api/client';
import { catalogOf, endTitle, isRound, jobName } from './jobWords';

function displayName(name: string): string {
  const apps = live.client.getQueryData<AppList>(keys.apps)?.apps ?? [];
  const available = live.client.getQueryData<{ apps: AvailableApp[] }>(keys.available)?.apps ?? [];
  return [...apps, ...available].find((each) => each.name === name)?.display_name ?? name;
}

export function useEndToasts() {
  const { t } = useTranslation();
  useEffect(() => live.onEnded((job) => {
    const catalog = catalogOf(job) !== undefined;
    if (job.kind === 'reconcile' || (catalog && job.state === 'done')) return;
    notifications.show({
      title: isRound(job) || catalog ? jobName(t, job) : displayName(job.app),
      message: endTitle(t, job),
      color: job.state === 'done' ? 'green' : 'red',
      closeButtonProps: { 'aria-label': t('close_message') },
    });
  }), [t]);
}
