namespace HostedRuntime.SurfaceTests.Binding;

/// <summary>
/// Several bodies. If each returns a result, the call returns all results; if one of them returns none, the call returns none.
/// </summary>
internal static class AllShapes
{
    public static TheoryData<string, string, string> Bodies => new()
    {
        { "h.AllAsync(ct => ComputeOfTokenAsync(ct), ct => FindAsync(ct));", "Func<CT, Task<T1>>", "Task<(int First, string? Second)>" },
        { "h.AllAsync(ComputeOfTokenAsync, ComputeOfTokenAsync);", "Func<CT, Task<T1>>", "Task<(int First, int Second)>" },
        { "h.AllAsync(async _ => 1, async _ => 2, async _ => 3);", "Func<CT, Task<T1>>", "Task<(int First, int Second, int Third)>" },
        { "h.AllAsync(asyncFuncOfToken, asyncFuncOfToken, token);", "Func<CT, Task<T1>>", "Task<(int First, int Second)>" },
        { "h.AllAsync(ct => WorkOfTokenAsync(ct), ct => WorkOfTokenAsync(ct));", "Func<CT, Task>", "Task" },
        { "h.AllAsync(WorkOfTokenAsync, service.RunAsync);", "Func<CT, Task>", "Task" },
        { "h.AllAsync(async ct => { await Task.Delay(1, ct); }, async ct => { }, token);", "Func<CT, Task>", "Task" },
        { "h.AllAsync(asyncActionOfToken, asyncActionOfToken, asyncActionOfToken, asyncActionOfToken);", "Func<CT, Task>", "Task" },
        { "h.AllAsync(ct => WorkOfTokenAsync(ct), ct => ComputeOfTokenAsync(ct));", "Func<CT, Task>", "Task" },
        { "h.AllAsync(_ => throw new IOException(), _ => throw new IOException());", "Func<CT, Task>", "Task" },
        { "h.AllAsync([asyncFuncOfToken, asyncFuncOfToken]);", "IEnumerable<Func<CT, Task<T>>>", "Task<int[]>" },
        { "h.AllAsync(new List<Func<CancellationToken, Task<int>>>(), token);", "IEnumerable<Func<CT, Task<T>>>", "Task<int[]>" },
        { "h.AllAsync([asyncActionOfToken, asyncFuncOfToken], token);", "IEnumerable<Func<CT, Task>>", "Task" },
        { "h.AllAsync(new[] { 1, 2 }.Select(n => (Func<CancellationToken, Task>)(ct => WorkOfTokenAsync(ct))));", "IEnumerable<Func<CT, Task>>", "Task" },
        { "h.AllAsync([]);", "IEnumerable<Func<CT, Task>>", "Task" },
        { "h.AllAsync<int>([]);", "IEnumerable<Func<CT, Task<T>>>", "Task<int[]>" },
    };
}
