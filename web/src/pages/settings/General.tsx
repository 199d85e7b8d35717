// How the page looks, and what runs behind it.

import { SegmentedControl, Select, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { chooseLanguage, languages, type Language } from '../../i18n';
import { useAppList } from '../../live/hooks';
import { keys } from '../../live/keys';
import { Facts } from '../../parts/Facts';

function Look() {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <section className="panel" aria-labelledby="look">
      <h2 id="look">{t('prefs.look')}</h2>
      <div className="form">
        <div>
          <p className="label" id="scheme">{t('prefs.scheme')}</p>
          <SegmentedControl aria-labelledby="scheme" value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)} data={[
            { value: 'auto', label: t('prefs.auto') }, { value: 'light', label: t('prefs.light') }, { value: 'dark', label: t('prefs.dark') },
          ]} />
        </div>
        <Select label={t('prefs.language')} value={i18n.language} allowDeselect={false} maw={320} data={Object.entries(languages).map(([value, label]) => ({ value, label }))} onChange={(value) => { if (value) void chooseLanguage(value as Language); }} />
      </div>
    </section>
  );
}

function About() {
  const { t } = useTranslation();
  const version = useQuery({ queryKey: keys.version, queryFn: api.version }).data;
  const engine = useAppList().data?.engine;
  return (
    <section className="panel" aria-labelledby="about">
      <h2 id="about">{t('prefs.about')}</h2>
      <Facts items={[
        ['Furtka', version && (version.commit ? `${version.version} (${version.commit.slice(0, 12)})` : version.version)],
        [t('prefs.engine'), engine && (engine.reachable ? `${engine.version} · ${engine.architecture}` : t('notices.engine'))],
        [t('prefs.api'), <a key="api" href="/api/openapi.json">/api/openapi.json</a>],
      ]} />
    </section>
  );
}

export function General() {
  return <><Look /><About /></>;
}
