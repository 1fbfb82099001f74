namespace HostedRuntime.Tasks;

/// <summary>What came out of the Task of a body.</summary>
internal static class BodyEnd
{
    /// <summary>What awaiting the ended Task would throw, without throwing it where that can be helped; null: nothing.</summary>
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
