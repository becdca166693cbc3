import type { State } from '../../../state/state.ts';
import type { DeploymentSpec } from '../service/service.ts';

/** What a deployment brings about, as it was asked for: it never changes, but that its images' digests come to light. */
export interface ServiceRevision {
  readonly arn: string;
  readonly serviceArn: string;
  readonly createdAtMs: number;
  readonly spec: DeploymentSpec;
  readonly images: readonly RevisionImage[];
}

export interface RevisionImage {
  readonly containerName: string;
  readonly image: string;
  /** What a task of the revision was seen to run: `sha256:…`. */
  readonly imageDigest?: string;
}

interface Row {
  arn: string;
  service_arn: string;
  created_at_ms: number;
  spec: string;
  images: string;
}

function prepare({ db }: State) {
  return {
    insert: db.prepare<Row>(
      `INSERT INTO ecs_service_revision (arn, service_arn, created_at_ms, spec, images)
       VALUES (@arn, @service_arn, @created_at_ms, @spec, @images)`,
    ),
    find: db.prepare<[string], Row>('SELECT * FROM ecs_service_revision WHERE arn = ?'),
    findImages: db.prepare<[string], Pick<Row, 'images'>>(
      'SELECT images FROM ecs_service_revision WHERE arn = ?',
    ),
    images: db.prepare<[string, string]>('UPDATE ecs_service_revision SET images = ? WHERE arn = ?'),
    remove: db.prepare<[string]>('DELETE FROM ecs_service_revision WHERE service_arn = ?'),
  };
}

/** The revisions of services. The API writes them; what observes tasks adds the digests. */
export class ServiceRevisionStore {
  readonly #sql: ReturnType<typeof prepare>;

  constructor(state: State) {
    this.#sql = prepare(state);
  }

  insert(revision: ServiceRevision): void {
    this.#sql.insert.run({
      arn: revision.arn,
      service_arn: revision.serviceArn,
      created_at_ms: revision.createdAtMs,
      spec: JSON.stringify(revision.spec),
      images: JSON.stringify(revision.images),
    });
  }

  find(arn: string): ServiceRevision | undefined {
    const row = this.#sql.find.get(arn);
    return row && fromRow(row);
  }

  /** Adds the digests of containers' images that are not known yet, by container name. The first one seen stays. */
  addDigests(arn: string, seen: ReadonlyMap<string, string>): void {
    const row = this.#sql.findImages.get(arn);
    const images: RevisionImage[] = row === undefined ? [] : JSON.parse(row.images);
    const known = images.map((image) => ({
      ...image,
      imageDigest: image.imageDigest ?? seen.get(image.containerName),
    }));
    if (known.some(({ imageDigest }, index) => imageDigest !== images[index]?.imageDigest))
      this.#sql.images.run(JSON.stringify(known), arn);
  }

  removeOfService(serviceArn: string): void {
    this.#sql.remove.run(serviceArn);
  }
}

function fromRow(row: Row): ServiceRevision {
  const spec: DeploymentSpec = JSON.parse(row.spec);
  const images: RevisionImage[] = JSON.parse(row.images);
  return { arn: row.arn, serviceArn: row.service_arn, createdAtMs: row.created_at_ms, spec, images };
}
