// Where images come from: logins, and what is left of the registries' limits.

import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../api/client';
import { outsideApi, type Registry } from '../../api/outside';
import { keys } from '../../live/keys';
import { Trouble } from '../../parts/Message';
import { LogIn } from './registries/LogIn';
import { RegistryCard } from './registries/RegistryCard';

export function Registries() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const registries = useQuery({ queryKey: keys.registries, queryFn: outsideApi.registries, staleTime: 0, retry: 0 });
  const tell = (list: Registry[]) => { client.setQueryData(keys.registries, list); };
  return (
    <>
      <section className="panel" aria-labelledby="registries">
        <h2 id="registries">{t('registries.title')}</h2>
        <p className="dim panel-text">{t('registries.text')}</p>
        {registries.error && <Trouble problem={asProblem(registries.error)} actions={<Button variant="default" onClick={() => void registries.refetch()}>{t('try_again')}</Button>} />}
        {registries.data?.length === 0 && <p>{t('registries.none')}</p>}
        <ul className="entries">{registries.data?.map((each) => <RegistryCard key={each.registry} registry={each} tell={tell} />)}</ul>
      </section>
      <LogIn tell={tell} />
    </>
  );
}
