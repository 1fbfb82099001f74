namespace HostedRuntime.Tests.Contracts;

/// <summary>Bodies whose branches wait at the same time.</summary>
internal static class Branches
{
    /// <summary>One branch yields once, the other until it has. Whichever comes first, both end.</summary>
    public static async Task YieldForAnotherAsync()
    {
        for (var round = 0; round < 2; round++)
        {
            var isOver = false;
            Func<Task>[] branches = [OnceAsync, UntilAsync];
            await Task.WhenAll(branches[round](), branches[1 - round]());

            async Task OnceAsync()
            {
                await CurrentTask.YieldAsync();
                Volatile.Write(ref isOver, true);
            }

            async Task UntilAsync()
            {
                while (!Volatile.Read(ref isOver))
                    await CurrentTask.YieldAsync();
            }
        }
    }
}
