import type { State } from '../../../state/state.ts';
import type { DeploymentSpec } from '../service/service.ts';

/** What a deployment brings about, as it was asked for: it never changes, but that its tags are resolved to images. */
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
  /** Set once the first task of the revision has resolved the tag: what all its tasks run. */
  readonly pinned?: PinnedImage;
}

/** The very image that a tag named when it was resolved. */
export interface PinnedImage {
  /** The engine's own id, which no client sees. */
  readonly imageId: string;
  /** `sha256:…` of the manifest where the engine knew one: what a registry gives the image by. */
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

/** The revisions of services. The API writes them; the task machine pins their images. */
export class ServiceRevisionStore {
  readonly #state: State;
  readonly #sql: ReturnType<typeof prepare>;

  constructor(state: State) {
    this.#state = state;
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

  /** What a container's tag was resolved to; undefined before, and where there is no such revision or container. */
  pinnedImage(arn: string, containerName: string): PinnedImage | undefined {
    return this.#imagesOf(arn).find((image) => image.containerName === containerName)?.pinned;
  }

  /**
   * Pins a container of a revision to an image, unless it is pinned already: the first one stays. Returns what it is
   * pinned to; undefined where there is no such revision or container.
   */
  pinImage(arn: string, containerName: string, resolved: PinnedImage): PinnedImage | undefined {
    return this.#state.transaction((): PinnedImage | undefined => {
      const images = this.#imagesOf(arn);
      const mine = images.find((image) => image.containerName === containerName);
      if (mine === undefined || mine.pinned !== undefined) return mine?.pinned;
      const known = images.map((image) => (image === mine ? { ...image, pinned: resolved } : image));
      this.#sql.images.run(JSON.stringify(known), arn);
      return resolved;
    });
  }

  #imagesOf(arn: string): readonly RevisionImage[] {
    const row = this.#sql.findImages.get(arn);
    return row === undefined ? [] : JSON.parse(row.images);
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
