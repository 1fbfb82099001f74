namespace WorkerService;

/// <summary>
/// A vendor's client that has no async methods: it holds the thread it is called on, until it has its answer or the token fires.
/// </summary>
internal static class Sdk
{
    public static void Call(TimeSpan time, CancellationToken ct)
    {
        ct.WaitHandle.WaitOne(time);
        ct.ThrowIfCancellationRequested();
    }
}
