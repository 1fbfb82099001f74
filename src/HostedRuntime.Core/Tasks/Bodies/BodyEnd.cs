namespace HostedRuntime.Tasks;

/// <summary>Reads the outcome of a body's .NET Task.</summary>
internal static class BodyEnd
{
    /// <summary>
    /// Returns what an await of the ended Task would throw, or null. It throws and catches only if the Task was cancelled.
    /// </summary>
    public static Exception? ErrorOf(Task body)
    {
        if (body.IsCompletedSuccessfully)
            return null;
        if (body.IsFaulted)
            return body.Exception.InnerExceptions[0];
        try
        {
            body.GetAwaiter().GetResult();
            return null;
        }
        catch (OperationCanceledException e)
        {
            return e;
        }
    }
}
