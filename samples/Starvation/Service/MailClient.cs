namespace Starvation.Service;

/// <summary>Sends the mail that confirms an order. It is async all the way.</summary>
internal sealed class MailClient(HttpClient http)
{
    public async Task SendAsync(int order, CancellationToken ct)
    {
        using var response = await http.PostAsync(new Uri($"mails/{order}", UriKind.Relative), null, ct);
        response.EnsureSuccessStatusCode();
    }
}
