namespace HostedRuntime.Groups;

/// <summary>Creates a .NET Task that has failed with several exceptions.</summary>
internal static class FailedTask
{
    /// <summary>
    /// Returns a Task that ended like one of <see cref="Task.WhenAll(Task[])"/>: it holds all exceptions, and an await of it throws the
    /// first.
    /// </summary>
    public static Task<T> Of<T>(IEnumerable<Exception> failures)
    {
        var failed = new TaskCompletionSource<T>();
        failed.SetException(failures);
        return failed.Task;
    }
}
