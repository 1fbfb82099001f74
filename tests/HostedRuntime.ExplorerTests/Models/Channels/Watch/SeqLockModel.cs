using HostedRuntime.Channels;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>
/// A value is written while another thread reads it without a lock. Each value that the reader accepts belongs to the version that comes
/// with it.
/// </summary>
internal sealed class SeqLockModel : Model
{
    private SeqLock<int> _value = new(0);

    public SeqLockModel(int values)
    {
        Thread("writer", () =>
        {
            for (var value = 1; value <= values; value++)
                _value.Write(value);
        });
        Thread("reader", () =>
        {
            for (var tries = 0; tries < 2; tries++)
            {
                if (_value.TryRead(out var value, out var version))
                    Assert.Equal(value * 2, version);
            }
        });
    }

    public override void Check()
    {
        Assert.True(_value.TryRead(out var value, out var version));
        Assert.Equal(value * 2, version);
    }
}
