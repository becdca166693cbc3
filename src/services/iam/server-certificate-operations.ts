import { AwsError } from '../../aws/errors.ts';
import { pageOf } from '../../aws/paging.ts';
import { constraintText } from '../../aws/validation.ts';
import { describeMetadata } from './describe-server-certificate.ts';
import { type IamOperations, iamError, serverCertificateByName } from './iam-context.ts';
import { checkedTags } from './server-certificate-tags.ts';
import { uploadServerCertificate } from './upload-server-certificate.ts';

const usualPage = 100;
const largestPage = 1000;

export const serverCertificateOperations = {
  UploadServerCertificate: uploadServerCertificate,
  // The certificate and its chain, never the key.
  GetServerCertificate: (context, { ServerCertificateName }, scope) => {
    const certificate = serverCertificateByName(context, scope, ServerCertificateName);
    return {
      ServerCertificate: {
        ServerCertificateMetadata: describeMetadata(certificate),
        CertificateBody: certificate.certificatePem,
        CertificateChain: certificate.chainPem,
        Tags: [...certificate.tags],
      },
    };
  },
  ListServerCertificates: (context, { PathPrefix = '/', Marker, MaxItems }, { accountId }) => {
    const all = context.serverCertificates.list(accountId).filter(({ path }) => path.startsWith(PathPrefix));
    const page = pageByName(all, Marker, MaxItems);
    return {
      ServerCertificateMetadataList: page.items.map(describeMetadata),
      IsTruncated: page.nextToken !== undefined,
      Marker: page.nextToken,
    };
  },
  DeleteServerCertificate: (context, { ServerCertificateName }, scope) => {
    const { arn, id } = serverCertificateByName(context, scope, ServerCertificateName);
    const [user] = context.usersOf(arn);
    if (user !== undefined)
      throw iamError(
        'DeleteConflictException',
        `Certificate: ${id} is currently in use by ${user}. Please remove it first before deleting it from IAM.`,
      );
    context.serverCertificates.remove(arn);
    return {};
  },
  TagServerCertificate: (context, { ServerCertificateName, Tags }, scope) => {
    const certificate = serverCertificateByName(context, scope, ServerCertificateName);
    context.serverCertificates.put({ ...certificate, tags: checkedTags(certificate.tags, Tags) });
    return {};
  },
  UntagServerCertificate: (context, { ServerCertificateName, TagKeys }, scope) => {
    const certificate = serverCertificateByName(context, scope, ServerCertificateName);
    const tags = certificate.tags.filter(({ Key }) => !TagKeys.includes(Key));
    context.serverCertificates.put({ ...certificate, tags });
    return {};
  },
  ListServerCertificateTags: (context, { ServerCertificateName, Marker, MaxItems }, scope) => {
    const { tags } = serverCertificateByName(context, scope, ServerCertificateName);
    const sorted = [...tags]
      .map((tag) => ({ ...tag, name: tag.Key }))
      .sort((a, b) => (a.Key < b.Key ? -1 : 1));
    const page = pageByName(sorted, Marker, MaxItems);
    return {
      Tags: page.items.map(({ Key, Value }) => ({ Key, Value })),
      IsTruncated: page.nextToken !== undefined,
      Marker: page.nextToken,
    };
  },
} satisfies IamOperations;

function pageByName<Item extends { readonly name: string }>(
  sorted: readonly Item[],
  marker: string | undefined,
  maxResults = usualPage,
) {
  if (maxResults < 1 || maxResults > largestPage)
    throw new AwsError(
      'ValidationError',
      constraintText(
        `'${maxResults}'`,
        'maxItems',
        maxResults < 1
          ? 'have value greater than or equal to 1'
          : `have value less than or equal to ${largestPage}`,
      ),
    );
  return pageOf(
    sorted,
    ({ name }) => name,
    { nextToken: marker, maxResults },
    () => new AwsError('ValidationError', `Invalid Marker: ${marker}`),
  );
}
