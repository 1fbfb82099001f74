namespace HostedRuntime.Tests.Contracts;

/// <summary>Bodies whose branches wait at the same time.</summary>
internal static class Branches
{
    /// <summary>Runs two branches in both orders. One branch yields once, and the other yields until the first has resumed.</summary>
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
