// What can be installed.

import { Button, Chip, Skeleton, TextInput } from '@mantine/core';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router-dom';
import type { AvailableApp } from '../api/client';
import { useAvailable } from '../live/hooks';
import { useMay } from '../live/me';
import { categoryWords } from '../parts/category';
import { Icon } from '../parts/icons';
import { Page } from '../parts/Page';

const categoriesOf = (apps: AvailableApp[]) => [...new Set(apps.map((app) => app.category).filter(Boolean))].sort((a, b) => a.localeCompare(b));

function StoreCard({ app }: { app: AvailableApp }) {
  const { t } = useTranslation();
  return (
    <Link to={`/store/${app.name}`} className="store-card" data-available={app.name}>
      <img src={app.icon} alt="" width="56" height="56" loading="lazy" decoding="async" />
      <span className="store-card-words">
        <span className="app-card-name">{app.display_name}</span>
        <span className="dim">{app.tagline || app.description}</span>
        {app.installed && <span className="installed"><Icon name="check" size={14} />{t('store.installed')}</span>}
        {app.catalog !== 'bundled' && <span className="dim">{app.catalog === 'own' ? t('own.mark') : t('store.from', { catalog: app.catalog })}</span>}
        {app.error && <span className="state bad">{t('store.broken')}</span>}
      </span>
    </Link>
  );
}

export function StorePage() {
  const { t } = useTranslation();
  const available = useAvailable();
  const { admin, install } = useMay();
  const [query, setQuery] = useSearchParams();
  const search = query.get('q') ?? '';
  const category = query.get('category') ?? '';
  const wanted = useDeferredValue(search.trim().toLowerCase());
  const list = available.data ?? [];
  const shown = list
    .filter((app) => category === '' || app.category === category)
    .filter((app) => wanted === '' || `${app.display_name} ${app.name} ${app.category} ${categoryWords(t, app.category)} ${app.tagline} ${app.description}`.toLowerCase().includes(wanted));
  const set = (name: string, value: string) => setQuery((before) => {
    const next = new URLSearchParams(before);
    if (value === '') next.delete(name); else next.set(name, value);
    return next;
  }, { replace: true });
  return (
    <Page title={t('store.title')} aside={(<>
      {admin && <Button component={Link} to="/store/add" variant="default" leftSection={<Icon name="box" size={18} />} data-key="add-own">{t('own.add')}</Button>}
      {install && <Button component={Link} to="/install-file" variant="default" data-key="from-file">{t('move.install')}</Button>}
      <TextInput className="search" type="search" aria-label={t('store.search')} placeholder={t('store.search')} value={search} leftSection={<Icon name="search" size={18} />} onChange={(event) => set('q', event.currentTarget.value)} />
    </>)}>
      {list.length > 0 && (
        <Chip.Group value={category} onChange={(value) => set('category', value as string)}>
          <div className="chips" role="radiogroup" aria-label={t('store.categories')}>
            <Chip value="" variant="outline">{t('store.all')}</Chip>
            {categoriesOf(list).map((each) => <Chip key={each} value={each} variant="outline">{categoryWords(t, each)}</Chip>)}
          </div>
        </Chip.Group>
      )}
      {!available.data && <div className="store-grid" aria-hidden="true">{Array.from({ length: 6 }, (_, at) => <Skeleton key={at} height={104} radius="lg" />)}</div>}
      <div className="store-grid">{shown.map((app) => <StoreCard key={app.name} app={app} />)}</div>
      {available.data && shown.length === 0 && <p className="empty" role="status">{list.length === 0 ? t('store.none') : t('store.no_match')}</p>}
    </Page>
  );
}
