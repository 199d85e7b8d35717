// The form of a catalog, a new one or one that is there. A refusal of the server is shown at the field it is about.

import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { catalogsApi, type Catalog } from '../../../api/catalogs';
import { asProblem, type Problem } from '../../../api/client';
import { live } from '../../../live/live';
import { catalogChange, catalogFieldOf, catalogFields, catalogKinds, catalogRequest, emptyCatalog, typedCatalog, wrongCatalog, type CatalogField, type CatalogKind } from '../../../parts/catalog';
import { Trouble } from '../../../parts/Message';
import { problemLine } from '../../../parts/serverWords';

export function CatalogForm({ known, onDone }: { known?: Catalog; onDone: () => void }) {
  const { t, i18n } = useTranslation();
  const [typed, setTyped] = useState(() => (known ? typedCatalog(known) : emptyCatalog()));
  const [errors, setErrors] = useState<Partial<Record<CatalogField, string>>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, setSending] = useState(false);
  const shown = catalogFields(typed.kind).filter((field) => !known || field !== 'name');
  const id = (field: string) => `catalog-${known?.name ?? ''}-${field}`;
  const show = (found: typeof errors) => {
    setErrors(found);
    const first = shown.find((field) => found[field]);
    if (first) document.getElementById(id(first))?.focus();
  };
  const submit = async () => {
    setProblem(null);
    const wrong = Object.entries(wrongCatalog(typed)).map(([field, key]) => [field, key === 'required' ? t('form.wrong.required') : t(`catalogs.wrong.${key}`)]);
    show(Object.fromEntries(wrong) as typeof errors);
    if (wrong.length > 0) return;
    setSending(true);
    try {
      live.begun(await (known ? catalogsApi.change(known.name, catalogChange(typed)) : catalogsApi.add(catalogRequest(typed))));
      onDone();
    } catch (error) {
      const refusal = asProblem(error);
      const field = catalogFieldOf(refusal.key);
      if (field && shown.includes(field)) show({ [field]: problemLine(i18n, refusal) });
      else setProblem(refusal);
      setSending(false);
    }
  };
  const fields = shown.map((field) => (
    <TextInput key={field} id={id(field)} label={t(`catalogs.field.${field}`)} description={t(`catalogs.about.${field}`, { defaultValue: '' }) || undefined} withAsterisk={field === 'name' || field === 'location'}
      placeholder={field === 'location' ? t(`catalogs.example.${typed.kind}`) : undefined} value={typed[field]} error={errors[field]} autoComplete="off" autoCapitalize="none" spellCheck={false}
      onChange={(event) => { setTyped({ ...typed, [field]: event.currentTarget.value }); setErrors({ ...errors, [field]: undefined }); }} />
  ));
  const form = (
    <form className="form" noValidate onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      {!known && (
        <div>
          <p className="label" id="catalog-kind">{t('catalogs.which')}</p>
          <SegmentedControl aria-labelledby="catalog-kind" value={typed.kind} onChange={(kind) => { setErrors({}); setTyped({ ...typed, kind: kind as CatalogKind }); }} data={catalogKinds.map((value) => ({ value, label: t(`catalogs.kind.${value}`) }))} />
        </div>
      )}
      <p className="dim">{t(`catalogs.kind_text.${typed.kind}`)}</p>
      {fields}
      {problem && <Trouble problem={problem} onClose={() => setProblem(null)} />}
      <div className="actions">
        <Button type="submit" loading={sending}>{t(known ? 'catalogs.save' : 'catalogs.submit')}</Button>
        <Button variant="default" onClick={onDone}>{t('cancel')}</Button>
      </div>
    </form>
  );
  if (known) return form;
  return <section className="panel" aria-labelledby="add-catalog"><h2 id="add-catalog">{t('catalogs.add')}</h2>{form}</section>;
}
