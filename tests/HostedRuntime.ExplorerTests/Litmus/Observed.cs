using HostedRuntime.Exploring;

namespace HostedRuntime.Litmus;

/// <summary>Wraps another model and calls back at the end of each execution.</summary>
internal sealed class Observed : Model
{
    private readonly Model _model;
    private readonly Action _look;

    public Observed(Model model, Action look)
    {
        _model = model;
        _look = look;
        foreach (var (name, body, mayStayBlocked) in model.Threads)
            Thread(name, body, mayStayBlocked);
    }

    public override void Check()
    {
        _model.Check();
        _look();
    }
}
