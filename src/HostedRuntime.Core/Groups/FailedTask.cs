namespace HostedRuntime.Groups;

/// <summary>How several failures come out at once.</summary>
internal static class FailedTask
{
    /// <summary>As <see cref="Task.WhenAll(Task[])"/> ends: all exceptions in the Task, and the first of them for who awaits it.</summary>
    public static Task<T> Of<T>(IEnumerable<Exception> failures)
    {
        var failed = new TaskCompletionSource<T>();
        failed.SetException(failures);
        return failed.Task;
    }
}
