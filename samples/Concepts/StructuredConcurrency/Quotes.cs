using HostedRuntime;

namespace Concepts.StructuredConcurrency;

/// <summary>Race with a fallback: if the primary source is slow or fails, the fallback is asked too, and the first answer counts.</summary>
public sealed class Quotes(
    IRuntimeHandle runtime, Func<string, CancellationToken, Task<decimal>> primary, Func<string, CancellationToken, Task<decimal>> fallback)
{
    public Task<decimal> GetAsync(string symbol, TimeSpan patience, CancellationToken ct) => runtime.RaceAsync<decimal>(
        [
            token => primary(symbol, token),
            async token =>
            {
                await Task.Delay(patience, runtime.TimeProvider, token);
                return await fallback(symbol, token);
            },
        ],
        ct);
}
