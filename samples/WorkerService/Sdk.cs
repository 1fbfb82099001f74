namespace WorkerService;

/// <summary>A vendor's client that has no async methods: it holds the thread it is called on.</summary>
internal static class Sdk
{
    public static void Call(TimeSpan time) => Thread.Sleep(time);
}
