namespace WorkerService;

/// <summary>A vendor's client without async methods. A call blocks its thread until the answer is there or the token fires.</summary>
internal static class Sdk
{
    public static void Call(TimeSpan time, CancellationToken ct)
    {
        ct.WaitHandle.WaitOne(time);
        ct.ThrowIfCancellationRequested();
    }
}
