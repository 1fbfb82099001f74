using Microsoft.Extensions.Options;

namespace Starvation.Service;

/// <summary>
/// A vendor's SDK without async methods: a call blocks its thread until the answer is there. Both forms use it, because a team cannot
/// change it.
/// </summary>
internal sealed class VendorClient(HttpClient http, IOptions<ServiceOptions> options)
{
    private readonly bool _isSyncOverAsync = options.Value.VendorIsSyncOverAsync;

    public void Charge(int order) => Call($"charges/{order}");

    public int ReadLedger(int region) => Call($"ledger/{region}");

    private int Call(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        // HttpClient.Send blocks in the socket. An SDK that blocks on a Task also needs a thread of the ThreadPool to complete the Task.
        using var response = _isSyncOverAsync ? http.SendAsync(request).GetAwaiter().GetResult() : http.Send(request);
        response.EnsureSuccessStatusCode();
        return (int)(response.Content.Headers.ContentLength ?? 0);
    }
}
