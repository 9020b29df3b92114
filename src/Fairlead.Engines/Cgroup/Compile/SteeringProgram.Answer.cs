using Fairlead.Bpf;
using Fairlead.Bpf.Extended;
using Fairlead.Rules;
using static Fairlead.Bpf.Extended.Register;

namespace Fairlead.Engines.Cgroup.Compile;

/// <content>`reply`: a datagram to a peer leaves from the address that the peer asked. See <see cref="IngressProgram"/>.</content>
internal sealed partial class SteeringProgram
{
    private void WriteAnswer()
    {
        if (!_reply.Any)
        {
            return;
        }
        Label leave = new("source is chosen"), answer = new("answer");
        JumpIfSourceIsChosen(leave);
        Asm.Load(Size.Double, R2, R6, SockAddr.sk);
        Asm.Load(Size.Word, R2, R2, BpfSock.src_port);
        FindPeer(Maps.AskedAddresses, R2, Frame.Used, Frame.UsedPort);
        Asm.JumpIf(Condition.Equal, R0, 0, leave);
        Copy16(R10, Frame.From, R0, PeerValue.Address);
        Asm.Load(Size.Word, R7, R0, PeerValue.Number);
        if (_reply.AsksProgram)
        {
            SelectReply(answer, leave);
        }
        Asm.Mark(answer);
        Asm.Store(Size.Word, R10, Frame.Rule, R7);
        FindRule(leave);
        WriteMessageSource(R10, Frame.From);
        Tell(Outcome.Answered);
        Asm.Mark(leave);
    }

    // The packet came without its reader's name, so rules that are limited to programs are asked once more here.
    private void SelectReply(Label answer, Label leave)
    {
        if (!_traits.Any)
        {
            ReadProgram();
        }
        Asm.Load(Size.Double, R1, R6, SockAddr.sk);
        Asm.Load(Size.Word, R9, R1, BpfSock.src_port);
        Select(Verb.Reply, Protocol.Udp, ProgramRules.ByName, onlyV4: !IsInet6).Write(Frame.From, answer, leave);
    }

    // By the program's own IP_PKTINFO, or by a rule on connect.
    private void JumpIfSourceIsChosen(Label leave)
    {
        for (var word = 0; word < (IsInet6 ? 16 : 4); word += 4)
        {
            Asm.Load(Size.Word, R1, R6, (IsInet6 ? SockAddr.msg_src_ip6 : SockAddr.msg_src_ip4) + word);
            Asm.JumpIf32(Condition.NotEqual, R1, 0, leave);
        }
    }
}
