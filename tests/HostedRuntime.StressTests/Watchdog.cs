namespace HostedRuntime.StressTests;

/// <summary>Ends the process if a mix stops making progress, after printing the tasks of its runtime.</summary>
internal sealed class Watchdog : IDisposable
{
    private readonly TimeSpan _patience;
    private readonly ManualResetEventSlim _stop = new();
    private volatile Mix? _mix;

    public Watchdog(TimeSpan patience)
    {
        _patience = patience;
        new Thread(Run) { IsBackground = true, Name = "watchdog" }.Start();
    }

    public void Watch(Mix mix) => _mix = mix;

    public void Dispose() => _stop.Set();

    private void Run()
    {
        var (seen, last) = (_mix, 0L);
        while (!_stop.Wait(_patience))
        {
            var mix = _mix;
            var progress = mix?.Progress ?? 0;
            if (mix is not null && mix == seen && progress == last)
            {
                Console.Error.WriteLine($"HUNG: {mix}");
                Console.Error.WriteLine(mix.Describe());
                Environment.Exit(1);
            }

            (seen, last) = (mix, progress);
        }
    }
}
