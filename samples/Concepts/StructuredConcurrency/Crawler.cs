using HostedRuntime;

namespace Concepts.StructuredConcurrency;

/// <summary>Fan-out with a limit: reads many pages, a few at a time. If a page fails, the other reads are cancelled.</summary>
public sealed class Crawler(IRuntimeHandle runtime, Func<string, CancellationToken, Task<string>> readPage)
{
    public Task<int> CountWordsAsync(IEnumerable<string> addresses, CancellationToken ct) => runtime.RunScopeAsync(
        async scope =>
        {
            var counts = addresses
                .Select(address => scope.Spawn(async token => (await readPage(address, token)).Split(' ').Length))
                .ToList();
            var words = 0;
            foreach (var count in counts)
                words += await count;
            return words;
        },
        new TaskScopeOptions { Name = "crawl", MaxConcurrency = 8, Deadline = TimeSpan.FromMinutes(1) },
        ct);
}
