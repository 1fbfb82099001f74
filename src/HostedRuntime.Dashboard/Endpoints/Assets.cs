using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace HostedRuntime.Dashboard.Endpoints;

/// <summary>The files of the pages, which are resources of this assembly. Immutable.</summary>
internal sealed class Assets
{
    private const string Prefix = "Assets/";

    private readonly Dictionary<string, Asset> _all;

    private Assets(Dictionary<string, Asset> all) => _all = all;

    /// <summary>The files, read and compressed at the first use.</summary>
    public static Lazy<Assets> Embedded { get; } = new(static () =>
    {
        var assembly = typeof(Assets).Assembly;
        return new Assets(assembly.GetManifestResourceNames()
            .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(static name => name[Prefix.Length..].Replace('\\', '/'), name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                var content = new byte[stream.Length];
                stream.ReadExactly(content);
                return new Asset(content, TypeOf(name));
            }));
    });

    public IEnumerable<string> Names => _all.Keys;

    /// <summary>The bytes of all files before compression.</summary>
    public long Size => _all.Values.Sum(static asset => (long)asset.Plain.Length);

    /// <summary>Answers with a file, or with 304 if the browser has it.</summary>
    public Task SendAsync(HttpContext context, string name)
    {
        if (!_all.TryGetValue(name, out var asset))
            return Answers.ErrorAsync(context, StatusCodes.Status404NotFound, "There is no such file.");
        var (request, response) = (context.Request, context.Response);
        // The files hold nothing secret. With no-store a browser would fetch them each time.
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.ETag = asset.Tag;
        response.Headers.Vary = "Accept-Encoding";
        if (request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(asset.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        var isZipped = request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        var body = isZipped ? asset.Zipped : asset.Plain;
        if (isZipped)
            response.Headers.ContentEncoding = "gzip";
        response.ContentType = asset.Type;
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".txt" => "text/plain; charset=utf-8",
        ".json" or ".map" => "application/json; charset=utf-8",
        _ => "application/octet-stream",
    };

    private sealed class Asset(byte[] plain, string type)
    {
        public byte[] Plain => plain;

        public byte[] Zipped { get; } = Zip(plain);

        public string Type => type;

        public string Tag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 16))}\"";

        private static byte[] Zip(byte[] plain)
        {
            using var zipped = new MemoryStream();
            using (var gzip = new GZipStream(zipped, CompressionLevel.SmallestSize, leaveOpen: true))
                gzip.Write(plain);
            return zipped.ToArray();
        }
    }
}
