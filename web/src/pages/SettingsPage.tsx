// Settings of the page and of Furtka.

import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router-dom';
import { useMay } from '../live/me';
import { Page } from '../parts/Page';
import { Tabs } from '../parts/Tabs';

export function SettingsPage() {
  const { t } = useTranslation();
  const { admin } = useMay();
  const owners = [
    { to: 'updates', text: t('app.updates') }, { to: 'notifications', text: t('notify.title') }, { to: 'catalogs', text: t('catalogs.title') }, { to: 'move-in', text: t('movein.title') }, { to: 'registries', text: t('registries.title') },
    { to: 'access', text: t('access.title') }, { to: 'audit', text: t('audit.title') },
  ];
  return (
    <Page title={t('nav.settings')}>
      <Tabs label={t('prefs.parts')} tabs={[
        { to: '.', text: t('prefs.general') }, { to: 'account', text: t('account.title') }, { to: 'certificates', text: t('tls.tab') }, ...(admin ? owners : []),
      ]} />
      <Suspense><Outlet /></Suspense>
    </Page>
  );
}
